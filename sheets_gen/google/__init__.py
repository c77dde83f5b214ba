"""Google Sheets: ``client`` is the only user of gspread, google-auth and requests; the rest is pure."""
