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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.TestRunner;

/** A session that commits when the test says so, as one in a Stateless group does when its sink is done. */
final class HeldSession {

    private final ProcessSession session;
    private final boolean terminatedByCommit;
    private Runnable onSuccess;

    HeldSession(final TestRunner runner) {
        this(runner, false);
    }

    private HeldSession(final TestRunner runner, final boolean terminatedByCommit) {
        session = runner.getProcessSessionFactory().createSession();
        this.terminatedByCommit = terminatedByCommit;
    }

    /** One that NiFi terminates while it is committed, so that any further call throws. */
    static HeldSession thatIsTerminatedByItsCommit(final TestRunner runner) {
        return new HeldSession(runner, true);
    }

    /** Lets the processor work in it once; whether it asked for a commit. */
    boolean trigger(final ConsumeKinesisStream processor, final TestRunner runner) {
        final ProcessSession held = (ProcessSession) Proxy.newProxyInstance(
                ProcessSession.class.getClassLoader(),
                new Class<?>[] {ProcessSession.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("commitAsync")) {
                        onSuccess = (Runnable) arguments[0];
                        return null;
                    }
                    if (terminatedByCommit && onSuccess != null) {
                        throw new TerminatedTaskException();
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        processor.onTrigger(runner.getProcessContext(), held);
        return onSuccess != null;
    }

    /** What the processor has handed over, committed or not. */
    List<MockFlowFile> transferredTo(final Relationship relationship) {
        return ((MockProcessSession) session).getFlowFilesForRelationship(relationship);
    }

    /** Tells the processor of a commit that is none. */
    void callSuccess() {
        onSuccess.run();
    }

    /** As that of a session in a Stateless group, whose run goes on. */
    void commitWithoutCallback() {
        session.commitAsync();
    }

    void commit() {
        session.commitAsync(onSuccess);
    }
}
