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
package io.shardflow.probe.aws;

import io.shardflow.nifi.kinesis.state.LeasePlan;
import io.shardflow.nifi.kinesis.state.StartData;
import io.shardflow.nifi.kinesis.state.StateRow;
import io.shardflow.nifi.kinesis.state.StateTable;
import io.shardflow.nifi.kinesis.stream.ShardInfo;
import io.shardflow.nifi.kinesis.stream.StreamIdentity;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** What is assumed of DynamoDB, in a table of the probe's own. The order of the checks matters: the first one makes the table. */
final class StateTableChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final String OWNER = "probe-worker";
    private static final String INDEX = "LeaseOwnerToLeaseKeyIndex";

    private static final ShardInfo SHARD =
            new ShardInfo("shardId-000000000001", List.of(), false, "0", "340282366920938463463374607431768211455");

    private static final StartData START =
            new StartData(new StreamIdentity("arn:of:the:probe", 1_795_377_944_000L), OptionalLong.of(1));

    private StateTableChecks() {}

    static List<Check<ProbeStream>> all() {
        return List.of(
                Check.needed(
                        "older-tables",
                        "DescribeTable of a table that does not exist says that it does not, and is allowed.",
                        "none",
                        StateTableChecks::older),
                Check.needed(
                        "table-with-index",
                        "One CreateTable makes the state table with its index, and both can be used within a minute.",
                        "key leaseKey, index there",
                        StateTableChecks::create),
                Check.needed(
                        "table-identity",
                        "DescribeTable gives the table's id and creation time, the same each time.",
                        "the same twice",
                        onTheTable(StateTableChecks::identity)),
                Check.needed(
                        "mark-once",
                        "A conditional UpdateItem makes the row of a key that is not there, once.",
                        "the first one's start data",
                        onTheTable(StateTableChecks::claim)),
                Check.needed(
                        "lease-once",
                        "A conditional PutItem makes a lease once, and a consistent Scan shows it at once, with the attributes that"
                                + " only Shardflow knows.",
                        "made, not made again, read with its start data",
                        onTheTable(StateTableChecks::lease)),
                Check.needed(
                        "lease-changed-if-unchanged",
                        "Conditions on a lease's counter and owner are checked with the write: what has changed meanwhile is not"
                                + " written over, and not deleted.",
                        "counter 0 kept from another owner, 1 after its own; not removed with 0, removed with 1",
                        onTheTable(StateTableChecks::conditions)),
                Check.needed(
                        "leases-of-worker",
                        "The index finds a worker's leases, a moment later.",
                        "1 lease",
                        onTheTable(StateTableChecks::index)));
    }

    private static Check.Question<ProbeStream> onTheTable(final Check.Question<ProbeStream> question) {
        return place -> place.hasTable()
                ? question.ask(place)
                : Answer.notChecked("the table of table-with-index is not there");
    }

    private static Answer older(final ProbeStream place) {
        place.called("dynamodb:DescribeTable, twice");
        final List<String> found = place.state().olderTables();
        return Answer.of(found.isEmpty(), found.isEmpty() ? "none" : found.toString());
    }

    private static Answer create(final ProbeStream place) throws InterruptedException {
        place.createTable();
        final boolean active = within(PATIENCE, () -> {
            place.called("dynamodb:DescribeTable");
            return place.state().describe().filter(StateTable.Identity::active).isPresent();
        });
        place.called("dynamodb:DescribeTable");
        final Optional<StateTable.Identity> found = place.state().describe();
        return Answer.of(
                active && found.filter(StateTable.Identity::indexed).isPresent(),
                found.map(table -> "key " + String.join(", ", table.keys()) + ", index "
                                + (table.indexed() ? "there" : "missing") + (table.active() ? "" : ", not yet active"))
                        .orElse("no table"));
    }

    private static Answer identity(final ProbeStream place) {
        place.called("dynamodb:DescribeTable, twice");
        final Optional<StateTable.Identity> first = place.state().describe();
        final boolean same = first.isPresent() && first.equals(place.state().describe());
        return Answer.of(same, same ? "the same twice" : "two different ones, or none");
    }

    private static Answer claim(final ProbeStream place) {
        place.called("dynamodb:UpdateItem, twice");
        final StartData first = place.state().claim(START, OWNER);
        final StartData second = place.state()
                .claim(new StartData(new StreamIdentity("arn:of:another", 1), OptionalLong.empty()), "another");
        final boolean holds = first.equals(START) && second.equals(START);
        return Answer.of(holds, holds ? "the first one's start data" : "those of the second one");
    }

    private static Answer lease(final ProbeStream place) {
        place.called("dynamodb:PutItem, twice; dynamodb:Scan");
        final LeasePlan.NewLease lease = new LeasePlan.NewLease(SHARD, LeasePlan.TRIM_HORIZON);
        final boolean made = place.state().createLease(lease, START, OWNER);
        final boolean again = place.state().createLease(lease, START, "another");
        final Optional<StateRow> row = place.state().scan().stream()
                .filter(found -> found.key().equals(SHARD.shardId()))
                .findFirst();
        final boolean read = row.filter(found -> found.isLeaseHeldBy(OWNER))
                .flatMap(StateRow::start)
                .equals(Optional.of(START));
        return Answer.of(
                made && !again && read,
                (made ? "made" : "not made")
                        + (again ? ", made again" : ", not made again")
                        + (read ? ", read with its start data" : ", read as " + row));
    }

    private static Answer conditions(final ProbeStream place) {
        place.called("dynamodb:GetItem, dynamodb:UpdateItem, dynamodb:DeleteItem, two each");
        final Optional<StateRow> made = row(place);
        if (made.isEmpty()) {
            return Answer.notChecked("the lease of lease-once is not there");
        }
        final StateRow lease = made.get();
        place.state().evict(ownedBy(lease, "another"), "another");
        final long kept = row(place).orElseThrow().counter() - lease.counter();
        place.state().evict(lease, OWNER);
        final StateRow evicted = row(place).orElseThrow();
        final boolean stale = place.state().removeLease(lease);
        final boolean removed = place.state().removeLease(evicted);
        return Answer.of(
                kept == 0 && evicted.counter() == lease.counter() + 1 && !stale && removed,
                "counter %d kept from another owner, %d after its own; %s with 0, %s with 1"
                        .formatted(kept, evicted.counter() - lease.counter(), removal(stale), removal(removed)));
    }

    private static String removal(final boolean done) {
        return done ? "removed" : "not removed";
    }

    private static Optional<StateRow> row(final ProbeStream place) {
        return place.state().row(SHARD.shardId());
    }

    private static StateRow ownedBy(final StateRow lease, final String owner) {
        return new StateRow(
                lease.key(),
                lease.kind(),
                lease.checkpoint(),
                owner,
                lease.counter(),
                lease.start(),
                lease.aliveSeconds(),
                lease.run());
    }

    private static Answer index(final ProbeStream place) throws InterruptedException {
        place.state().createLease(new LeasePlan.NewLease(SHARD, LeasePlan.TRIM_HORIZON), START, OWNER);
        final boolean found = within(Duration.ofSeconds(20), () -> {
            place.called("dynamodb:Query " + INDEX);
            return ProbeStream.get(place.clients()
                                    .dynamoDb()
                                    .query(QueryRequest.builder()
                                            .tableName(place.table())
                                            .indexName(INDEX)
                                            .keyConditionExpression("leaseOwner = :owner")
                                            .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(OWNER)))
                                            .build()))
                            .count()
                    == 1;
        });
        return Answer.of(found, found ? "1 lease" : "none after 20 s");
    }

    private static boolean within(final Duration time, final BooleanSupplier condition) throws InterruptedException {
        final long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return true;
    }
}
