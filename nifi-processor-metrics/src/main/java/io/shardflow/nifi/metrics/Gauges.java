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
package io.shardflow.nifi.metrics;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.apache.nifi.processor.ProcessSession;

/**
 * Gauges of a NiFi whose sessions record them, {@code recordGauge(String, double, CommitTiming)} of its API since NiFi 2.8; of
 * an older one, nothing. The API that this is compiled against does not have them.
 */
public final class Gauges {

    /** What a session takes at once, whether it commits or not. */
    private static final String AT_ONCE = "NOW";

    private final Optional<MethodHandle> recorder;

    private Gauges(final Optional<MethodHandle> recorder) {
        this.recorder = recorder;
    }

    /** @param sessionType the interface of the sessions */
    public static Gauges of(final Class<? extends ProcessSession> sessionType) {
        return new Gauges(Arrays.stream(sessionType.getMethods())
                .filter(Gauges::isRecorder)
                .findAny()
                .flatMap(Gauges::recorder));
    }

    private static boolean isRecorder(final Method method) {
        final Class<?>[] parameters = method.getParameterTypes();
        return method.getName().equals("recordGauge")
                && parameters.length == 3
                && parameters[0] == String.class
                && parameters[1] == double.class
                && parameters[2].isEnum();
    }

    private static Optional<MethodHandle> recorder(final Method method) {
        return Arrays.stream(method.getParameterTypes()[2].getEnumConstants())
                .filter(timing -> timing.toString().equals(AT_ONCE))
                .findAny()
                .map(timing -> MethodHandles.insertArguments(handle(method), 3, timing)
                        .asType(MethodType.methodType(void.class, ProcessSession.class, String.class, double.class)));
    }

    private static MethodHandle handle(final Method method) {
        try {
            return MethodHandles.publicLookup().unreflect(method);
        } catch (final IllegalAccessException e) {
            throw new IllegalStateException("a public method of a public interface cannot be called", e);
        }
    }

    void record(final ProcessSession session, final String name, final double value) {
        if (recorder.isPresent()) {
            try {
                recorder.get().invokeExact(session, name, value);
            } catch (final RuntimeException | Error e) {
                throw e;
            } catch (final Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
