"""The library of measures: found, filtered, read, printed, followed, put in a calendar."""
