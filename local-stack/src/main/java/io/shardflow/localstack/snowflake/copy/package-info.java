/** PUT, LIST, REMOVE and COPY INTO: from files in a stage to rows of a table. */
package io.shardflow.localstack.snowflake.copy;
