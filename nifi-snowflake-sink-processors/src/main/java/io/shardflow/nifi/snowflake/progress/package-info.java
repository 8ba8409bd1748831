/** How far loading has come: what is counted, what waits, and the line in the log that says so. */
package io.shardflow.nifi.snowflake.progress;
