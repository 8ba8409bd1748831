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

import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import org.apache.nifi.util.TestRunner;

/** A consumer in a process of its own, to be killed: commits what it reads and never gets to write a checkpoint. */
final class CrashingConsumer {

    static final String READ = "all records are committed";

    private CrashingConsumer() {}

    public static void main(final String[] args) {
        final TestRunner runner = ConsumerFixture.runner(args[0], args[1], args[2], args[3]);
        runner.setProperty(ConsumerProperties.CHECKPOINT_INTERVAL, "1 hour");
        ConsumerFixture.workerId(runner, args[5]);
        ConsumerFixture.schedule(runner);
        final int records = Integer.parseInt(args[4]);
        boolean said = false;
        while (true) {
            runner.run(1, false, false);
            if (!said && ConsumerFixture.count(runner) >= records) {
                said = true;
                System.out.println(READ);
            }
        }
    }
}
