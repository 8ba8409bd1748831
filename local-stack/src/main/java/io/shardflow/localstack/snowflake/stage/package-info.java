/** Stages as folders, and which of their files were loaded into which table. */
package io.shardflow.localstack.snowflake.stage;
