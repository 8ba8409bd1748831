/**
 * The exactly-once load protocol: which FlowFiles go into one transaction, when a load may be fast, how the ledger
 * beside the target is locked, set and repaired, and what follows from each failure. Section 4 of the design in classes;
 * nothing here knows NiFi or JDBC. {@link io.shardflow.nifi.snowflake.load.WarehouseSession} is what it needs of a
 * Snowflake session, {@link io.shardflow.nifi.snowflake.load.TableLoader} is where a caller begins.
 */
package io.shardflow.nifi.snowflake.load;
