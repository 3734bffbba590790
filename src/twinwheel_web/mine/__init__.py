"""An enterprise's own pages: its values, what it can get, what is missing, what if, alerts, exports."""
