"""The pages of the register's keepers, one module a noun."""
