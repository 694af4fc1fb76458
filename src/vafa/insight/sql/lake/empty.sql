-- The columns of each table of the lake, for a club that has no rows of it.
CREATE TEMP TABLE empty_activities (
    activity UUID, member UUID, kind VARCHAR, day DATE, happened_at TIMESTAMP, booked_at TIMESTAMP, local_at TIMESTAMP,
    store UUID, terminal VARCHAR, channel VARCHAR, net BIGINT, discount BIGINT, cost BIGINT, purchases INTEGER,
    original UUID, cashier VARCHAR, tier VARCHAR, tax BIGINT
);
CREATE TEMP TABLE empty_lines (
    activity UUID, member UUID, day DATE, store UUID, line BIGINT, sku VARCHAR, name VARCHAR, category VARCHAR,
    brand VARCHAR, quantity BIGINT, amount BIGINT, discount BIGINT, cost BIGINT
);
CREATE TEMP TABLE empty_remains (
    activity UUID, original UUID, day DATE, line INTEGER, quantity BIGINT, amount BIGINT, discount BIGINT
);
CREATE TEMP TABLE empty_awards (
    activity UUID, member UUID, day DATE, store UUID, rule VARCHAR, unit VARCHAR, units BIGINT
);
CREATE TEMP TABLE empty_baskets (
    basket UUID, member UUID, day DATE, local_at TIMESTAMP, store UUID, terminal VARCHAR, channel VARCHAR,
    cashier VARCHAR, tier VARCHAR, purchases INTEGER, net BIGINT, discount BIGINT, cost BIGINT, costed BOOLEAN
);
CREATE TEMP TABLE empty_movements (
    movement UUID, member UUID, account UUID, unit VARCHAR, seq INTEGER, kind VARCHAR, system VARCHAR, units BIGINT,
    day DATE, happened_at TIMESTAMP, booked_at TIMESTAMP, partner UUID, store UUID, source VARCHAR, award UUID,
    reverses UUID
);
CREATE TEMP TABLE empty_members (
    member UUID, holder UUID, joined_on DATE, channel VARCHAR, home_store UUID, left_on DATE, tier VARCHAR,
    known INTEGER
);
CREATE TEMP TABLE empty_segments (member UUID, segment VARCHAR);
CREATE TEMP TABLE empty_suggestions (
    member UUID, again BOOLEAN, rank INTEGER, sku VARCHAR, because VARCHAR, chance DOUBLE, low DOUBLE, high DOUBLE,
    times INTEGER, last_day DATE
);
