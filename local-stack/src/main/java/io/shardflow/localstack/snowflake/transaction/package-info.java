/** Transactions, the locks they take and wait for, and what a test arranges for their commits. */
package io.shardflow.localstack.snowflake.transaction;
