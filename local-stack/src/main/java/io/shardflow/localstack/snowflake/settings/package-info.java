/** How a stand-in starts, in code and on the command line. */
package io.shardflow.localstack.snowflake.settings;
