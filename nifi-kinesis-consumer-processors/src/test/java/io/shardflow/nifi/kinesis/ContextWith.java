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
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.util.TestRunner;

/** The context of a runner with another answer to one of its questions. */
final class ContextWith {

    private ContextWith() {}

    static ProcessContext answer(final TestRunner runner, final String question, final Object answer) {
        return (ProcessContext) Proxy.newProxyInstance(
                ProcessContext.class.getClassLoader(),
                new Class<?>[] {ProcessContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(question)) {
                        return answer;
                    }
                    try {
                        return method.invoke(runner.getProcessContext(), arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
