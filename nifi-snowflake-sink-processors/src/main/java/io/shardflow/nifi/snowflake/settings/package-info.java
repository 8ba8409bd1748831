/** PutSnowflake's properties and what a run makes of them. */
package io.shardflow.nifi.snowflake.settings;
