/** What SnowflakeConnectionPool is made of: properties, account URL, credentials, driver settings. */
package io.shardflow.nifi.snowflake.connection;
