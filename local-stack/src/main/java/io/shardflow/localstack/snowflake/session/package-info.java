/** The stand-in that all share, the sessions in it, and the frame in which their statements run and write. */
package io.shardflow.localstack.snowflake.session;
