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
package io.shardflow.nifi.kinesis;

import io.shardflow.localstack.faults.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;

/** A processor with a stream, an application and proxies of its own, so that it alone meets its faults. */
final class FaultyConsumer implements AutoCloseable {

    private static final int BATCH = 40;

    final ConsumerFixture fixture = new ConsumerFixture(2);
    final FaultProxy kinesis = FaultProxy.before(URI.create(fixture.kinesisEndpoint()));
    final FaultProxy dynamoDb = FaultProxy.before(URI.create(fixture.dynamoDbEndpoint()));
    private final TestRunner runner = ConsumerFixture.runner(
            fixture.stream,
            fixture.application,
            kinesis.uri().toString(),
            dynamoDb.uri().toString());
    private int records;
    private int errorsBefore;
    private int warningsBefore;
    private Duration firstBulletin;
    private boolean stopped;

    void start() {
        put();
        ConsumerFixture.schedule(runner);
    }

    void put() {
        fixture.put(records, records + BATCH);
        records += BATCH;
    }

    void trigger() {
        if (!stopped) {
            runner.run(1, false, false);
        }
    }

    /** Whether each record that was put has been delivered at least once. */
    boolean hasAll() {
        return ConsumerFixture.count(runner) >= records
                && new HashSet<>(ConsumerFixture.numbers(ConsumerFixture.records(
                                runner.getFlowFilesForRelationship(ConsumeKinesisStream.SUCCESS))))
                        .equals(Set.copyOf(ConsumerFixture.range(0, records)));
    }

    /** From now on bulletins count. */
    void expectFault() {
        errorsBefore = runner.getLogger().getErrorMessages().size();
        warningsBefore = runner.getLogger().getWarnMessages().size();
    }

    /** @param sinceFault when this look is made */
    void look(final Duration sinceFault) {
        trigger();
        if (firstBulletin == null && !bulletins().isEmpty()) {
            firstBulletin = sinceFault;
        }
    }

    /** How long after the fault the first bulletin was seen; null for never. */
    Duration firstBulletin() {
        return firstBulletin;
    }

    /** What NiFi makes bulletins of by default: errors and warnings since {@link #expectFault}. */
    List<String> bulletins() {
        return Stream.concat(
                        runner.getLogger().getErrorMessages().stream().skip(errorsBefore),
                        runner.getLogger().getWarnMessages().stream().skip(warningsBefore))
                .map(LogMessage::getMsg)
                .toList();
    }

    void restart() {
        ConsumerFixture.unschedule(runner);
        ConsumerFixture.schedule(runner);
    }

    /** Before {@link #close}, to see what is said at the end. */
    void stop() {
        stopped = true;
        ConsumerFixture.unschedule(runner);
    }

    void clearFaults() {
        kinesis.clear();
        dynamoDb.clear();
    }

    @Override
    public void close() {
        clearFaults();
        ConsumerFixture.unschedule(runner);
        fixture.close();
        kinesis.close();
        dynamoDb.close();
    }
}
