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
package io.shardflow.systemtests.probes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

/** Makes one FlowFile of more than 2 GB: records of one shard, each as large as may be, most of it blanks. */
@InputRequirement(Requirement.INPUT_FORBIDDEN)
@CapabilityDescription("For tests: makes a large FlowFile.")
public class LargeContent extends AbstractProcessor {

    public static final int RECORDS = 140;

    private static final int RECORD_BYTES = 16 * 1024 * 1024;
    private static final Relationship SUCCESS =
            new Relationship.Builder().name("success").build();

    private final AtomicBoolean made = new AtomicBoolean();

    @Override
    public Set<Relationship> getRelationships() {
        return Set.of(SUCCESS);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        if (made.getAndSet(true)) {
            context.yield();
            return;
        }
        final FlowFile flowFile = session.write(session.create(), LargeContent::write);
        session.transfer(flowFile, SUCCESS);
    }

    private static void write(final OutputStream out) throws IOException {
        final byte[] blanks = new byte[1024 * 1024];
        Arrays.fill(blanks, (byte) ' ');
        for (int number = 0; number < RECORDS; number++) {
            final byte[] record =
                    "{\"kinesisMetadata\":{\"stream\":\"large\",\"shardId\":\"shardId-000000000000\",\"approximateArrival\":1795377944000,\"sequenceNumber\":\"4964%052d\",\"subSequenceNumber\":0},\"id\":%d"
                            .formatted(number, number)
                            .getBytes(StandardCharsets.UTF_8);
            out.write(record);
            int left = RECORD_BYTES - record.length - 1;
            while (left > 0) {
                final int some = Math.min(left, blanks.length);
                out.write(blanks, 0, some);
                left -= some;
            }
            out.write("}\n".getBytes(StandardCharsets.UTF_8));
        }
    }
}
