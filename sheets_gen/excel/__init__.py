"""Excel files: ``write`` is the only user of XlsxWriter, ``read`` the only user of openpyxl."""
