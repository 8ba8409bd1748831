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

import io.shardflow.nifi.kinesis.settings.BatchProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.io.IOException;
import org.apache.nifi.util.TestRunner;

/**
 * A consumer in a process of its own with little heap: first nobody takes what it has read, as under back-pressure; then,
 * once a byte comes on standard input, everything is taken. It ends with 0, or with the JVM's exit code for want of memory.
 */
public final class HeapBoundConsumer {

    private HeapBoundConsumer() {}

    /** Arguments: stream, application, endpoints of Kinesis and DynamoDB, buffer size, records to take. */
    public static void main(final String[] args) throws IOException {
        final TestRunner runner = ConsumerFixture.runner(args[0], args[1], args[2], args[3]);
        runner.setProperty(ConsumerProperties.MAX_BUFFER_SIZE, args[4]);
        runner.setProperty(BatchProperties.MAX_BATCH_SIZE, "1 MB");
        ConsumerFixture.schedule(runner);
        System.in.read();
        final long wanted = Long.parseLong(args[5]);
        long taken = 0;
        while (taken < wanted) {
            runner.run(1, false, false);
            taken += ConsumerFixture.count(runner);
            runner.clearTransferState();
        }
        System.out.println("taken " + taken);
        Runtime.getRuntime().halt(0);
    }
}
