/** Reads contents by any of NiFi's Record Readers, and writes each record as a line of JSON. */
package io.shardflow.nifi.snowflake.reader;
