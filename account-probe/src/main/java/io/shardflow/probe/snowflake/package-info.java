/** The assumptions about Snowflake, each asked with the connector's own statements. */
package io.shardflow.probe.snowflake;
