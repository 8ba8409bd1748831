/** What a reset to a time leaves out of a table: found and told, never part of a load's decisions. */
package io.shardflow.nifi.snowflake.gap;
