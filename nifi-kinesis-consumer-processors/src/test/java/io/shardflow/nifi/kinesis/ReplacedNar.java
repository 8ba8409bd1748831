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

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.TestRunner;

/**
 * A program that reads a stream with a processor of a class loader of its own, stops it and lets go of it. It exits with 0
 * when the class loader is gone then, with 1 when something still holds it.
 */
final class ReplacedNar {

    private static final int PATIENCE_SECONDS = 120;

    private ReplacedNar() {}

    /** @param arguments stream, application, endpoint of Kinesis, endpoint of DynamoDB, how many records to wait for */
    public static void main(final String[] arguments) throws ReflectiveOperationException, InterruptedException {
        final WeakReference<ClassLoader> loader = new WeakReference<>(used(arguments));
        for (int second = 0; second < PATIENCE_SECONDS && !loader.refersTo(null); second++) {
            System.gc();
            TimeUnit.SECONDS.sleep(1);
        }
        System.exit(loader.refersTo(null) ? 0 : 1);
    }

    private static ClassLoader used(final String[] arguments)
            throws ReflectiveOperationException, InterruptedException {
        final ClassLoader before = Thread.currentThread().getContextClassLoader();
        final ClassLoader loader = new NarLikeClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            final Processor processor = (Processor) loader.loadClass(ConsumeKinesisStream.class.getName())
                    .getConstructor()
                    .newInstance();
            final TestRunner runner =
                    ConsumerFixture.runner(processor, arguments[0], arguments[1], arguments[2], arguments[3]);
            ConsumerFixture.schedule(runner);
            while (ConsumerFixture.count(runner) < Integer.parseInt(arguments[4])) {
                runner.run(1, false, false);
                TimeUnit.MILLISECONDS.sleep(5);
            }
            ConsumerFixture.unschedule(runner);
            endStaticPools(loader);
            return loader;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** The threads that the client library and RxJava start once per class loader, and that nothing of theirs ends. */
    private static void endStaticPools(final ClassLoader loader) throws ReflectiveOperationException {
        final Field assignment = loader.loadClass(
                        "software.amazon.kinesis.coordinator.assignment.LeaseAssignmentManager")
                .getDeclaredField("LEASE_ASSIGNMENT_CALL_THREAD_POOL");
        assignment.setAccessible(true);
        ((ExecutorService) assignment.get(null)).shutdown();
        loader.loadClass("io.reactivex.rxjava3.schedulers.Schedulers")
                .getMethod("shutdown")
                .invoke(null);
    }
}
