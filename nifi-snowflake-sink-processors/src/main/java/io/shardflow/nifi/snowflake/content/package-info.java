/**
 * Reads the content of a FlowFile as a stream of JSON lines, or of records that become such: checks each line, finds the position it carries, and copies
 * it to a bounded spool file. At most one record is on the heap at a time.
 */
package io.shardflow.nifi.snowflake.content;
