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

import io.shardflow.nifi.kinesis.stream.AwsCalls;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;

/** Describes and creates tables of the client library. Safe for any thread. */
final class DynamoTables {

    static final String INDEX = "LeaseOwnerToLeaseKeyIndex";

    /** What client libraries of versions 3.0 to 3.4 call the tables that they keep beside the leases, and their keys. */
    private static final Map<String, String> OLDER = Map.of("-CoordinatorState", "key", "-WorkerMetricStats", "wid");

    private final DynamoDBLeaseSerializer serializer = new DynamoDBLeaseSerializer();
    private final DynamoDbAsyncClient dynamoDb;
    private final Duration timeout;

    /** @param timeout for one call */
    DynamoTables(final DynamoDbAsyncClient dynamoDb, final Duration timeout) {
        this.dynamoDb = dynamoDb;
        this.timeout = timeout;
    }

    /** The table of that name; empty if there is none. */
    Optional<StateTable.Identity> describe(final String table) {
        try {
            final TableDescription description = AwsCalls.get(
                            dynamoDb.describeTable(DescribeTableRequest.builder()
                                    .tableName(table)
                                    .build()),
                            timeout)
                    .table();
            final boolean indexed =
                    description.globalSecondaryIndexes().stream().anyMatch(index -> INDEX.equals(index.indexName()));
            final boolean active = description.tableStatus() != TableStatus.CREATING
                    && description.globalSecondaryIndexes().stream()
                            .allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE);
            final List<String> keys = keys(description);
            return description.tableStatus() == TableStatus.DELETING
                    ? Optional.empty()
                    : Optional.of(new StateTable.Identity(id(description), keys, active, indexed));
        } catch (final ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Names of the existing tables that client libraries of versions 3.0 to 3.4 kept beside this one. */
    List<String> olderThan(final String table) {
        return olderNames(table).stream()
                .filter(name -> describe(name).isPresent())
                .toList();
    }

    /** Their names, whether they exist or not. */
    static List<String> olderNames(final String table) {
        return OLDER.keySet().stream().sorted().map(table::concat).toList();
    }

    /** Why an existing table is not to be deleted; empty if it may be. @param suffix of an older table, or nothing */
    Optional<String> whyKept(final String table, final String suffix) {
        final TableDescription description = AwsCalls.get(
                        dynamoDb.describeTable(
                                DescribeTableRequest.builder().tableName(table).build()),
                        timeout)
                .table();
        final String key = OLDER.getOrDefault(suffix, StateItems.KEY);
        final List<String> keys = keys(description);
        if (!keys.equals(List.of(key))) {
            return Optional.of("it has the key %s instead of [%s], so it is no table of the Kinesis Client Library"
                    .formatted(keys, key));
        }
        return Boolean.TRUE.equals(description.deletionProtectionEnabled())
                ? Optional.of("its deletion protection is on; turn it off in DynamoDB first")
                : Optional.empty();
    }

    /** No error if it is gone already. */
    void delete(final String table) {
        try {
            AwsCalls.get(
                    dynamoDb.deleteTable(
                            DeleteTableRequest.builder().tableName(table).build()),
                    timeout);
        } catch (final ResourceNotFoundException e) {
            // that is what was wanted
        }
    }

    /** Names; with the type if that is not text, as all keys of the client library are. */
    private static List<String> keys(final TableDescription description) {
        final Map<String, ScalarAttributeType> types = description.attributeDefinitions().stream()
                .collect(Collectors.toMap(AttributeDefinition::attributeName, AttributeDefinition::attributeType));
        return description.keySchema().stream()
                .map(KeySchemaElement::attributeName)
                .map(name -> types.get(name) == ScalarAttributeType.S ? name : name + " of type " + types.get(name))
                .toList();
    }

    /** The ARN of an existing table. */
    String arn(final String table) {
        return AwsCalls.get(
                        dynamoDb.describeTable(
                                DescribeTableRequest.builder().tableName(table).build()),
                        timeout)
                .table()
                .tableArn();
    }

    private static String id(final TableDescription description) {
        return description.tableId() + "/" + description.creationDateTime().toEpochMilli();
    }

    /** Creates the table with the index in one request. No error if somebody else was faster. */
    void create(final String table) {
        final Set<AttributeDefinition> attributes = new LinkedHashSet<>(serializer.getAttributeDefinitions());
        attributes.addAll(serializer.getWorkerIdToLeaseKeyIndexAttributeDefinitions());
        try {
            AwsCalls.get(
                    dynamoDb.createTable(CreateTableRequest.builder()
                            .tableName(table)
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .keySchema(serializer.getKeySchema())
                            .attributeDefinitions(attributes)
                            .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                                    .indexName(INDEX)
                                    .keySchema(serializer.getWorkerIdToLeaseKeyIndexKeySchema())
                                    .projection(Projection.builder()
                                            .projectionType(ProjectionType.KEYS_ONLY)
                                            .build())
                                    .build())
                            .build()),
                    timeout);
        } catch (final ResourceInUseException e) {
            // another worker creates it, or it is still being deleted; describe() tells which
        }
    }
}
