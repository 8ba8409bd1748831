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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Reads and conditional writes of a table's items; a write whose condition does not hold answers false. Safe for any thread. */
final class DynamoRows {

    private final DynamoDbAsyncClient dynamoDb;
    private final String table;
    private final Duration timeout;

    /** @param timeout for one call */
    DynamoRows(final DynamoDbAsyncClient dynamoDb, final String table, final Duration timeout) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.timeout = timeout;
    }

    /** Every item, read consistently. */
    List<Map<String, AttributeValue>> scan() {
        final List<Map<String, AttributeValue>> items = new ArrayList<>();
        Map<String, AttributeValue> from = null;
        do {
            final ScanResponse page = AwsCalls.get(
                    dynamoDb.scan(ScanRequest.builder()
                            .tableName(table)
                            .consistentRead(true)
                            .exclusiveStartKey(from)
                            .build()),
                    timeout);
            items.addAll(page.items());
            from = page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty() ? page.lastEvaluatedKey() : null;
        } while (from != null);
        return items;
    }

    /** The item, read consistently; empty if there is none. */
    Map<String, AttributeValue> get(final String key) {
        return AwsCalls.get(
                        dynamoDb.getItem(GetItemRequest.builder()
                                .tableName(table)
                                .key(key(key))
                                .consistentRead(true)
                                .build()),
                        timeout)
                .item();
    }

    boolean update(
            final String key,
            final String expression,
            final String condition,
            final Map<String, AttributeValue> values) {
        try {
            AwsCalls.get(
                    dynamoDb.updateItem(UpdateItemRequest.builder()
                            .tableName(table)
                            .key(key(key))
                            .updateExpression(expression)
                            .conditionExpression(condition)
                            .expressionAttributeValues(values)
                            .build()),
                    timeout);
            return true;
        } catch (final ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** Writes the item unless there is one of its key. */
    boolean create(final Map<String, AttributeValue> item) {
        try {
            AwsCalls.get(
                    dynamoDb.putItem(PutItemRequest.builder()
                            .tableName(table)
                            .item(item)
                            .conditionExpression("attribute_not_exists(" + StateItems.KEY + ")")
                            .build()),
                    timeout);
            return true;
        } catch (final ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** @param values for the condition's placeholders; may be empty, which DynamoDB takes only as none at all */
    boolean delete(final String key, final String condition, final Map<String, AttributeValue> values) {
        try {
            AwsCalls.get(
                    dynamoDb.deleteItem(DeleteItemRequest.builder()
                            .tableName(table)
                            .key(key(key))
                            .conditionExpression(condition)
                            .expressionAttributeValues(values.isEmpty() ? null : values)
                            .build()),
                    timeout);
            return true;
        } catch (final ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static Map<String, AttributeValue> key(final String key) {
        return Map.of(StateItems.KEY, fromS(key));
    }

    /** The SET clause that writes these attributes, with placeholders of {@link #values}. */
    static String setting(final Map<String, AttributeValue> attributes) {
        return attributes.keySet().stream()
                .map(name -> name + " = :" + name)
                .collect(Collectors.joining(", ", "SET ", ""));
    }

    static Map<String, AttributeValue> values(final Map<String, AttributeValue> attributes) {
        final Map<String, AttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(":" + name, value));
        return values;
    }
}
