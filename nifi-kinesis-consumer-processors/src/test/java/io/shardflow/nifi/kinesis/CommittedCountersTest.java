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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shardflow.nifi.kinesis.write.Written;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;

class CommittedCountersTest {

    private final TestRunner runner = TestRunners.newTestRunner(new ConsumeKinesisStream());
    private final ProcessSession session = runner.getProcessSessionFactory().createSession();
    private final CommittedCounters counters = new CommittedCounters();

    @Test
    void eachCommitCountsOnceForItsShardAndInSum() {
        counters.committed("a", new Written(10, 2, 1, 500));
        counters.committed("b", new Written(7, 0, 0, 300));
        counters.write(session);
        counters.write(session);
        assertCounters();
    }

    @Test
    void nothingIsCountedBeforeItIsWrittenAndNoCounterIsMadeForNone() {
        counters.committed("b", new Written(7, 0, 0, 300));
        assertNull(runner.getCounterValue("Records Consumed"));
        counters.write(session);
        assertEquals(7, runner.getCounterValue("Records Consumed"));
        assertNull(runner.getCounterValue("Records Parse Failure"));
    }

    @Test
    void whatATerminatedSessionDoesNotTakeTheNextOneDoes() {
        counters.committed("a", new Written(10, 2, 1, 500));
        counters.committed("b", new Written(7, 0, 0, 300));
        final AtomicInteger calls = new AtomicInteger();
        final ProcessSession terminated = (ProcessSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProcessSession.class}, (proxy, method, arguments) -> {
                    if (calls.incrementAndGet() > 3) {
                        throw new TerminatedTaskException();
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        assertThrows(TerminatedTaskException.class, () -> counters.write(terminated));
        counters.write(session);
        assertCounters();
    }

    private void assertCounters() {
        assertEquals(17, runner.getCounterValue("Records Consumed"));
        assertEquals(10, runner.getCounterValue("Records Consumed for a"));
        assertEquals(7, runner.getCounterValue("Records Consumed for b"));
        assertEquals(800, runner.getCounterValue("Bytes Consumed"));
        assertEquals(500, runner.getCounterValue("Bytes Consumed for a"));
        assertEquals(300, runner.getCounterValue("Bytes Consumed for b"));
        assertEquals(2, runner.getCounterValue("Records Parse Failure"));
        assertEquals(1, runner.getCounterValue("User Records Left Out"));
    }
}
