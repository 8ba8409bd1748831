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
package io.shardflow.nifi.kinesis.reader;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.nifi.logging.ComponentLog;

/**
 * The log that Record Readers and Writers get: it keeps nothing, because they quote records there (NiFi's JsonRecordSetWriter
 * those it cannot write, at level error). What went wrong is told by the exceptions that follow. Any thread.
 */
public final class NoLog {

    public static final ComponentLog LOG = (ComponentLog)
            Proxy.newProxyInstance(NoLog.class.getClassLoader(), new Class<?>[] {ComponentLog.class}, NoLog::answer);

    private NoLog() {}

    /** No level is enabled. */
    private static Object answer(final Object proxy, final Method method, final Object[] arguments) {
        return method.getReturnType() == boolean.class ? false : null;
    }
}
