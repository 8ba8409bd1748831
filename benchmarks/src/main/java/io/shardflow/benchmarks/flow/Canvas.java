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
package io.shardflow.benchmarks.flow;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.nifi.NifiClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processors of a benchmark on the canvas of a stack's NiFi, in one group. Threads: any; each processor is used by one. */
public final class Canvas {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String CONSUMER = "io.shardflow.nifi.kinesis.ConsumeKinesisStream";
    private static final String CONSUMED = "Records Consumed";

    private final LocalStack stack;
    private final NifiClient nifi;
    private final String connector;
    private final String benchmarks;
    private final String group;

    /** Uploads the NARs and makes the group. One for each NiFi: a NAR that comes again replaces the first. */
    public Canvas(final LocalStack stack, final NifiClient nifi) throws IOException {
        this.stack = stack;
        this.nifi = nifi;
        this.connector = nifi.nars().upload(Installation.nar()).coordinate();
        this.benchmarks = nifi.nars()
                .upload(BenchmarkNar.write(stack.workspace().folder()))
                .coordinate();
        this.group = nifi.processGroups().create(nifi.processGroups().rootId(), "Benchmark");
    }

    /**
     * Makes a ConsumeKinesisStream.
     *
     * @param kinesis what it reads from
     * @param ended relationships whose FlowFiles are dropped
     * @return its id
     */
    public String consumer(final String name, final URI kinesis, final List<String> ended) {
        final Map<String, String> properties = Map.of(
                "Region",
                LocalAws.REGION.id(),
                "Authentication Strategy",
                "ACCESS_KEY",
                "Access Key ID",
                LocalAws.ACCESS_KEY,
                "Secret Access Key",
                LocalAws.SECRET_KEY,
                "Kinesis Endpoint Override URL",
                kinesis.toString(),
                "DynamoDB Endpoint Override URL",
                stack.endpoint(Part.DYNAMODB).toString());
        return nifi.processors().create(group, connector, CONSUMER, name, properties, ended);
    }

    /** Makes a {@link TallyRecords}. @return its id */
    public String tally(final String name) {
        return create(TallyRecords.class, name, Map.of());
    }

    /** Makes a {@link NoteLatencies}. @param file what it writes. @return its id */
    public String latencies(final String name, final String file) {
        return create(NoteLatencies.class, name, Map.of(NoteLatencies.FILE.getName(), file));
    }

    /** Makes a {@link MakeRecords} in another group. @return its id */
    public String maker(final String groupId, final String name) {
        return nifi.processors()
                .create(
                        groupId,
                        benchmarks,
                        MakeRecords.class.getName(),
                        name,
                        Map.of(MakeRecords.STREAM.getName(), "none"),
                        List.of());
    }

    private String create(final Class<?> type, final String name, final Map<String, String> properties) {
        return nifi.processors().create(group, benchmarks, type.getName(), name, properties, List.of());
    }

    /** Leads a relationship of a processor to another one. */
    public void connect(final String source, final String relationship, final String destination) {
        nifi.queues().connect(group, source, relationship, destination);
    }

    /** Sets what a stopped consumer reads, and as whom. */
    public void read(final String consumer, final String stream, final String application) {
        nifi.processors().configure(consumer, Map.of("Stream Name", stream, "Application Name", application));
    }

    public void start(final String processor) {
        nifi.processors().start(processor, LIMIT);
    }

    /** Returns when no thread is left in it. */
    public void stop(final String processor) {
        nifi.processors().stop(processor, LIMIT);
    }

    /** The counters of a processor by name. */
    public Map<String, Long> counters(final String processor) {
        return new HashMap<>(nifi.monitoring().counters(processor));
    }

    /** Records that a consumer has written and committed since NiFi was started. */
    public long consumed(final String consumer) {
        return counters(consumer).getOrDefault(CONSUMED, 0L);
    }
}
