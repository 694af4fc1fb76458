"""The cashier's page on a phone: find, record, enrol, take back."""
