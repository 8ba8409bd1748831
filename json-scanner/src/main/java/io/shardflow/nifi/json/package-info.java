/** JSON in one pass over its bytes. */
package io.shardflow.nifi.json;
