"""The same report as a Google Sheet: requests and answers as plain values; only ``client`` touches the network."""
