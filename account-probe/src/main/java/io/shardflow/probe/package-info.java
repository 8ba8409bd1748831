/** Asks a user's accounts whether what the connector assumes of Snowflake and AWS holds there. */
package io.shardflow.probe;
