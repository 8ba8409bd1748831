/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.state;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.shardflow.nifi.kinesis.stream.AwsCalls;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Calls on the state table that show whether they are allowed and change nothing: the reads are of a row that nobody writes, and
 * the writes have a condition that no row can meet. Whether a call is allowed is decided before its condition is looked at, and
 * before it is found out whether there is such a table. Each throws the SDK's exceptions; a refused condition is none. Safe for
 * any thread.
 */
public final class HarmlessCalls {

    private static final String NOBODY = "shardflow-verification";

    /** Every row has the table's key. */
    private static final String NEVER =
            "attribute_exists(%1$s) AND attribute_not_exists(%1$s)".formatted(StateItems.KEY);

    private final DynamoDbAsyncClient dynamoDb;
    private final String table;
    private final Duration timeout;
    private final DynamoRows rows;

    /** @param timeout for one call */
    public HarmlessCalls(final DynamoDbAsyncClient dynamoDb, final String table, final Duration timeout) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.timeout = timeout;
        this.rows = new DynamoRows(dynamoDb, table, timeout);
    }

    public void getItem() {
        rows.get(NOBODY);
    }

    /** Of the index by lease owner. */
    public void query() {
        AwsCalls.get(
                dynamoDb.query(QueryRequest.builder()
                        .tableName(table)
                        .indexName(DynamoTables.INDEX)
                        .keyConditionExpression("leaseOwner = :owner")
                        .expressionAttributeValues(Map.of(":owner", fromS(NOBODY)))
                        .limit(1)
                        .build()),
                timeout);
    }

    public void updateItem() {
        rows.update(NOBODY, "SET " + StateItems.RUN + " = :run", NEVER, Map.of(":run", fromS(NOBODY)));
    }

    public void putItem() {
        try {
            AwsCalls.get(
                    dynamoDb.putItem(PutItemRequest.builder()
                            .tableName(table)
                            .item(Map.of(StateItems.KEY, fromS(NOBODY)))
                            .conditionExpression(NEVER)
                            .build()),
                    timeout);
        } catch (final ConditionalCheckFailedException e) {
            // as it has to be
        }
    }

    public void deleteItem() {
        rows.delete(NOBODY, NEVER, Map.of());
    }
}
