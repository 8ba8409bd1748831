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
package io.shardflow.nifi.kinesis.verify;

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.state.DynamoStateTable;
import io.shardflow.nifi.kinesis.state.FatalStateException;
import io.shardflow.nifi.kinesis.state.HarmlessCalls;
import io.shardflow.nifi.kinesis.state.StateChecks;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.status.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The steps that ask DynamoDB: the state table and its rows, and each action of the consumer's IAM policy on it. */
final class StateSteps {

    static final String TABLE = "State table";
    static final String OLDER = "Older tables";
    static final String ROWS = "dynamodb:Scan";
    static final String GET = "dynamodb:GetItem";
    static final String QUERY = "dynamodb:Query";
    static final String UPDATE = "dynamodb:UpdateItem";
    static final String PUT = "dynamodb:PutItem";
    static final String DELETE = "dynamodb:DeleteItem";
    static final String CREATE = "dynamodb:CreateTable";

    private final DynamoDbAsyncClient dynamoDb;
    private final Duration timeout;
    private final Questions questions;
    private final Findings findings;
    private final String name;
    private final StateTable table;

    /** @param timeout for one call */
    StateSteps(
            final DynamoDbAsyncClient dynamoDb,
            final AwsAccess settings,
            final Duration timeout,
            final Questions questions,
            final Findings findings) {
        this.dynamoDb = dynamoDb;
        this.timeout = timeout;
        this.questions = questions;
        this.findings = findings;
        this.name = settings.application();
        this.table = new DynamoStateTable(dynamoDb, name, timeout);
    }

    /** The rows, none if there is no table; empty if they could not be read, or mean nothing. */
    Optional<List<StateRow>> run() {
        final Optional<Optional<StateTable.Identity>> described =
                questions.ask(TABLE, call("DescribeTable", name), table::describe);
        final boolean usable = described.map(this::isUsable).orElse(true);
        olderTables();
        if (!usable) {
            List.of(ROWS, GET, QUERY, UPDATE, PUT, DELETE)
                    .forEach(step -> findings.open(step, "Not asked, because the table cannot be used."));
            return Optional.empty();
        }
        final Optional<List<StateRow>> rows = questions.ask(ROWS, call("Scan", name), this::scan);
        rows.ifPresent(all -> findings.good(ROWS, "Allowed."));
        actions(described
                .flatMap(found -> found)
                .map(StateTable.Identity::indexed)
                .orElse(true));
        if (described.isPresent() && described.get().isEmpty()) {
            findings.open(
                    CREATE,
                    "Not asked, because the table would be made. It must be allowed for the first start, unless somebody"
                            + " else makes the table.");
        }
        return rows;
    }

    private boolean isUsable(final Optional<StateTable.Identity> found) {
        if (found.isEmpty()) {
            findings.good(
                    TABLE,
                    "There is no DynamoDB table \"%s\", or it is being deleted. The first start makes it."
                            .formatted(name));
            return true;
        }
        try {
            StateChecks.usable(name, found.get());
        } catch (final FatalStateException e) {
            findings.bad(TABLE, e.getMessage());
            return false;
        }
        findings.good(
                TABLE,
                "The DynamoDB table \"%s\" has the key of the Kinesis Client Library%s."
                        .formatted(
                                name,
                                found.get().active() ? "" : ", and is being made or changed: a start waits for it"));
        return true;
    }

    private void olderTables() {
        final List<String> existing = new ArrayList<>();
        for (final String older : DynamoStateTable.olderNames(name)) {
            final Optional<Optional<StateTable.Identity>> described = questions.ask(
                    OLDER, call("DescribeTable", older), () -> new DynamoStateTable(dynamoDb, older, timeout)
                            .describe());
            if (described.isEmpty()) {
                return;
            }
            described.get().ifPresent(found -> existing.add(older));
        }
        try {
            StateChecks.noOlderCoordinator(name, existing);
            findings.good(
                    OLDER,
                    existing.isEmpty()
                            ? "None of client libraries of versions 3.0 to 3.4."
                            : "%s was left by a client library of versions 3.0 to 3.4; it is not used."
                                    .formatted(existing));
        } catch (final FatalStateException e) {
            findings.bad(OLDER, e.getMessage());
        }
    }

    private List<StateRow> scan() {
        try {
            return table.scan();
        } catch (final ResourceNotFoundException e) {
            return List.of();
        }
    }

    private void actions(final boolean indexed) {
        final HarmlessCalls calls = new HarmlessCalls(dynamoDb, name, timeout);
        questions.allowed(GET, call("GetItem", name), calls::getItem);
        if (indexed) {
            questions.allowed(QUERY, call("Query", name), calls::query);
        } else {
            findings.open(
                    QUERY,
                    "Not asked, because the table has no index by lease owner. The Kinesis Client Library adds it at the"
                            + " start, for which dynamodb:UpdateTable must be allowed too.");
        }
        questions.allowed(UPDATE, call("UpdateItem", name), calls::updateItem);
        questions.allowed(PUT, call("PutItem", name), calls::putItem);
        questions.allowed(DELETE, call("DeleteItem", name), calls::deleteItem);
    }

    private static Call call(final String operation, final String subject) {
        return new Call(Call.DYNAMODB, operation, subject);
    }
}
