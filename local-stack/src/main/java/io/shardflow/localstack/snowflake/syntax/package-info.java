/** Statements cut into tokens by Snowflake's lexical rules. */
package io.shardflow.localstack.snowflake.syntax;
