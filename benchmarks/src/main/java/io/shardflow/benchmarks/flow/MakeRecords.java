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
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;

/** Makes, once for each start, the FlowFiles that ConsumeKinesisStream would make of a replayed stream: one for each answer of a shard. */
@InputRequirement(InputRequirement.Requirement.INPUT_FORBIDDEN)
@CapabilityDescription("For benchmarks: makes FlowFiles as the consumer does.")
public class MakeRecords extends AbstractProcessor {

    /** Name of the stream, which says what is in it. */
    public static final PropertyDescriptor STREAM = new PropertyDescriptor.Builder()
            .name("Stream")
            .required(true)
            .addValidator(Validator.VALID)
            .build();

    /** The answers before this one are left out; from 0. */
    public static final PropertyDescriptor FIRST_ANSWER = new PropertyDescriptor.Builder()
            .name("First Answer")
            .required(true)
            .defaultValue("0")
            .addValidator(Validator.VALID)
            .build();

    /** The answers from this one on are left out, too. */
    public static final PropertyDescriptor END_ANSWER = new PropertyDescriptor.Builder()
            .name("End Answer")
            .required(true)
            .defaultValue("0")
            .addValidator(Validator.VALID)
            .build();

    private static final Relationship SUCCESS =
            new Relationship.Builder().name("success").build();

    private final AtomicInteger next = new AtomicInteger();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(STREAM, FIRST_ANSWER, END_ANSWER);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return Set.of(SUCCESS);
    }

    @OnScheduled
    public void begin(final ProcessContext context) {
        next.set(context.getProperty(FIRST_ANSWER).asInteger()
                * StreamShape.ofName(context.getProperty(STREAM).getValue()).shards());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final StreamShape stream =
                StreamShape.ofName(context.getProperty(STREAM).getValue());
        final int number = next.getAndIncrement();
        final int shard = number % stream.shards();
        final int answer = number / stream.shards();
        if (answer >= context.getProperty(END_ANSWER).asInteger()) {
            context.yield();
            return;
        }
        final FlowFile flowFile = session.write(session.create(), out -> write(stream, shard, answer, out));
        session.transfer(
                session.putAllAttributes(
                        flowFile,
                        Map.of(
                                "aws.kinesis.stream.name",
                                stream.name(),
                                "aws.kinesis.shard.id",
                                StreamShape.shardId(shard),
                                "record.count",
                                Integer.toString(stream.answerRecords()))),
                SUCCESS);
    }

    private static void write(final StreamShape stream, final int shard, final int answer, final OutputStream out)
            throws IOException {
        final long first = (long) answer * stream.answerRecords();
        for (int i = 0; i < stream.answerRecords(); i++) {
            out.write(LandedLine.of(stream, shard, first + i));
            out.write('\n');
        }
    }
}
