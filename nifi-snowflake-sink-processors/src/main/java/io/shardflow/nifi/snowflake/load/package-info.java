/**
 * What a load task asks of the way into a table: batches of records with their positions, which of them go together, and
 * how a load ended. {@link io.shardflow.nifi.snowflake.load.TableLoader} is that way; nothing here knows NiFi, JDBC, files
 * or what the loader keeps beside the table.
 */
package io.shardflow.nifi.snowflake.load;
