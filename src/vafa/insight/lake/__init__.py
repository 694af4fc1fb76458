"""The club's history as columns: Parquet files written from the database, and DuckDB over them."""
