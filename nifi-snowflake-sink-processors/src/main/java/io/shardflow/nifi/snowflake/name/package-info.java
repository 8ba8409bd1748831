/** Names of Snowflake's objects as the server stores them, quoted wherever they become SQL. */
package io.shardflow.nifi.snowflake.name;
