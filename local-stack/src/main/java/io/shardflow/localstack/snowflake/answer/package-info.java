/** What a statement gives back, until it is sent and sent again. */
package io.shardflow.localstack.snowflake.answer;
