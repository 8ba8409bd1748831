/**
 * The rules for column types and names: which column a field of a JSON record goes to, which type a new column gets,
 * whether a value fits a column, and what has to change in a table before a batch fits. Pure: nothing here knows NiFi,
 * JDBC or a session. docs/types.md is the same in words, and a test reads it. Values are given as the bytes of one valid
 * JSON value, without white space around it; whoever scans the record has made sure of that.
 */
package io.shardflow.nifi.snowflake.schema;
