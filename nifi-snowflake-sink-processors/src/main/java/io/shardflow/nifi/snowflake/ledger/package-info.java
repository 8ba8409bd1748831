/**
 * The exactly-once load protocol over a stage, COPY and a ledger: when a load may be fast, how the ledger beside the target is
 * locked, set and repaired, and what follows from each failure. Section 4 of the design in classes; nothing here knows NiFi
 * or JDBC. {@link io.shardflow.nifi.snowflake.ledger.WarehouseSession} is what it needs of a Snowflake session,
 * {@link io.shardflow.nifi.snowflake.ledger.LedgerLoader} is where a caller begins.
 */
package io.shardflow.nifi.snowflake.ledger;
