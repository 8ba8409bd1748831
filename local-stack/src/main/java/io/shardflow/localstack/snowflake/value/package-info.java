/** Data types and values: Snowflake's, what H2 holds in their place, and the functions over them that H2 lacks. */
package io.shardflow.localstack.snowflake.value;
