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

import io.shardflow.benchmarks.stream.LandedLine;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.benchmarks.stream.StreamTally;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;

/** Holds each record against the replayed stream that it is of, counts what it finds for each stream, and drops the FlowFile. */
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@CapabilityDescription("For benchmarks: checks the records of replayed streams, byte by byte, and drops them.")
public class TallyRecords extends AbstractProcessor {

    private static final int MOST_FLOW_FILES = 20;

    private final Map<String, StreamTally> tallies = new ConcurrentHashMap<>();

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        for (final FlowFile flowFile : session.get(MOST_FLOW_FILES)) {
            final String name = flowFile.getAttribute("aws.kinesis.stream.name");
            final StreamTally tally = tallies.computeIfAbsent(name, key -> new StreamTally(StreamShape.ofName(key)));
            final StreamTally.Result before = tally.result();
            add(session, flowFile, tally);
            count(session, name, before, tally.result());
            session.remove(flowFile);
        }
    }

    private static void add(final ProcessSession session, final FlowFile flowFile, final StreamTally tally) {
        final String shardId = flowFile.getAttribute("aws.kinesis.shard.id");
        final int shard = Integer.parseInt(shardId.substring(shardId.lastIndexOf('-') + 1));
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) flowFile.getSize());
        session.exportTo(flowFile, bytes);
        final byte[] content = bytes.toByteArray();
        int start = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                LandedLine.add(tally, shard, content, start, i);
                start = i + 1;
            }
        }
        if (start < content.length) {
            LandedLine.add(tally, shard, content, start, content.length);
        }
    }

    /** Counters, since a processor has no other way to tell; their names end with the stream's. */
    private static void count(
            final ProcessSession session,
            final String stream,
            final StreamTally.Result before,
            final StreamTally.Result now) {
        session.adjustCounter("landed of " + stream, now.landed() - before.landed(), true);
        session.adjustCounter("doubled of " + stream, now.doubled() - before.doubled(), true);
        session.adjustCounter("altered of " + stream, now.altered() - before.altered(), true);
    }
}
