"""What pages look like, and how money, dates, outcomes and the pack's words are written in both languages."""
