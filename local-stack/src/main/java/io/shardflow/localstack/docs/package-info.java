/** What pages of the documentation say, for tests that hold the product to them. */
package io.shardflow.localstack.docs;
