/** Which statement it is, and the carrying out of all that need no stage. */
package io.shardflow.localstack.snowflake.command;
