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
package io.shardflow.systemtests;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A DynamoDB table as it was at one moment, as a backup keeps it. */
final class SavedTable {

    private final DynamoDbClient dynamoDb;
    private final String name;
    private final TableDescription description;
    private final List<Map<String, AttributeValue>> items;

    SavedTable(final DynamoDbClient dynamoDb, final String name) {
        this.dynamoDb = dynamoDb;
        this.name = name;
        description = dynamoDb.describeTable(request -> request.tableName(name)).table();
        items = dynamoDb.scan(request -> request.tableName(name).consistentRead(true))
                .items();
    }

    /** Puts a table of that name with its rows of then in the place of the present one. */
    void restore() {
        replaceBy(CreateTableRequest.builder()
                .keySchema(description.keySchema())
                .attributeDefinitions(description.attributeDefinitions())
                .globalSecondaryIndexes(description.globalSecondaryIndexes().stream()
                        .map(index -> GlobalSecondaryIndex.builder()
                                .indexName(index.indexName())
                                .keySchema(index.keySchema())
                                .projection(index.projection())
                                .build())
                        .toList()));
        items.forEach(
                item -> dynamoDb.putItem(request -> request.tableName(name).item(item)));
    }

    /** Puts an empty table with other keys, a hash key and a range key, in its place. */
    void replaceByOneWithKeys(final String hash, final String range) {
        replaceBy(CreateTableRequest.builder()
                .keySchema(
                        KeySchemaElement.builder()
                                .attributeName(hash)
                                .keyType(KeyType.HASH)
                                .build(),
                        KeySchemaElement.builder()
                                .attributeName(range)
                                .keyType(KeyType.RANGE)
                                .build())
                .attributeDefinitions(Arrays.stream(new String[] {hash, range})
                        .map(key -> AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList()));
    }

    private void replaceBy(final CreateTableRequest.Builder table) {
        dynamoDb.deleteTable(request -> request.tableName(name));
        dynamoDb.createTable(
                table.tableName(name).billingMode(BillingMode.PAY_PER_REQUEST).build());
        dynamoDb.waiter().waitUntilTableExists(request -> request.tableName(name));
    }
}
