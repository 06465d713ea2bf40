# Three add-ons from the same sources, one for each level of instructions. They share nothing compiled for a higher level,
# so that no function of it can take the place of its namesake in a lower one. See docs/decisions/0014-native-prover.md.
# build.mjs runs this (`npm run build:native`) and copies the headers of the npm package node-addon-api beside it. It also
# writes sources.gypi: `bridge_sources` = addon/**.cpp, `prover_sources` = addon.cpp and src/**.cpp, `tuning_flags`; and for the
# library for NVIDIA devices, where nvcc is found, `nvcc`, `cuda_sources` = cuda/**.cpp and cuda/**.cu, `cuda_code_flags` (the
# architectures) and `cuda_libraries` (where the static runtime is). See docs/cuda.md.
{
  'includes': ['sources.gypi'],
  'target_defaults': {
    'include_dirs': ['node-addon-api'],
    'defines': ['NAPI_VERSION=9', 'NODE_ADDON_API_CPP_EXCEPTIONS', 'NODE_ADDON_API_DISABLE_DEPRECATED'],
    'cflags!': ['-O2', '-fno-omit-frame-pointer'],
    'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20'],
    'cflags': ['-O3', '-fomit-frame-pointer', '-fvisibility=hidden'],
    'cflags_cc': [
      '-std=c++17',
      '-fexceptions',
      '-fvisibility-inlines-hidden',
      '-Wall',
      '-Wextra',
      '-Wno-unused-parameter',
    ],
    'conditions': [
      ['OS=="linux"', {
        # The C++ library comes along, hidden: neither its version on the user's machine nor a copy in another add-on matters.
        'libraries': ['-static-libstdc++', '-static-libgcc', '-pthread', '-ldl'],
        'ldflags': ['-Wl,-z,relro,-z,now'],
        'target_conditions': [
          ['_target_name!="proofpress-cuda"', {
            'ldflags': ['-Wl,--version-script=<(module_root_dir)/exports.map'],
          }],
        ],
      }],
      ['OS=="mac"', {
        'xcode_settings': {
          'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
          'CLANG_CXX_LIBRARY': 'libc++',
          'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
          'GCC_ENABLE_CPP_RTTI': 'YES',
          'GCC_OPTIMIZATION_LEVEL': '3',
          'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
          'MACOSX_DEPLOYMENT_TARGET': '11.0',
        },
      }],
      ['OS=="win"', {
        # 128-bit integers: clang-cl has them, MSVC does not.
        'msbuild_toolset': 'ClangCL',
        'defines': ['NOMINMAX', 'WIN32_LEAN_AND_MEAN', '_HAS_EXCEPTIONS=1'],
        'msvs_settings': {
          'VCCLCompilerTool': {
            'ExceptionHandling': 1,
            'RuntimeTypeInfo': 'true',
            'Optimization': 2,
            'AdditionalOptions': ['/std:c++17'],
          },
        },
        'libraries': ['bcrypt.lib'],
      }],
    ],
  },
  'targets': [
    {
      # Between JavaScript and C: the same for all levels, and slow to compile.
      'target_name': 'bridge',
      'type': 'static_library',
      'cflags': ['-fPIC'],
      'sources': ['<@(bridge_sources)'],
    },
    {
      'target_name': 'proofpress-portable',
      'dependencies': ['bridge'],
      'sources': ['<@(prover_sources)'],
      'defines': ['PROOFPRESS_BACKEND_NAME="portable"'],
      'cflags': ['<@(tuning_flags)'],
    },
  ],
  'conditions': [
    ['nvcc!=""', {
      'targets': [
        {
          'target_name': 'proofpress-cuda',
          'type': 'loadable_module',
          'sources': ['<@(cuda_sources)'],
          'rules': [
            {
              'rule_name': 'compile_cuda',
              'extension': 'cu',
              'outputs': ['<(INTERMEDIATE_DIR)/<(RULE_INPUT_DIRNAME)/<(RULE_INPUT_ROOT).cu.o'],
              'process_outputs_as_sources': 1,
              'message': 'CUDA <(RULE_INPUT_PATH)',
              'action': [
                # Of the host's code little runs, and with everything inlined it is long: it would take most of the time.
                '<(nvcc)', '-c', '-std=c++17', '-O1', '<@(cuda_code_flags)', '-Xcompiler=-fPIC,-fvisibility=hidden',
                '<(RULE_INPUT_PATH)', '-o', '<@(_outputs)',
              ],
            },
          ],
          'defines': ['PROOFPRESS_WITH_CUDA'],
          'include_dirs': ['<(cuda_libraries)/../include'],
          'libraries': ['<(cuda_libraries)/libcudart_static.a', '-lrt'],
          'ldflags': ['-Wl,--version-script=<(module_root_dir)/exports-cuda.map'],
        },
      ],
    }],
    ['target_arch=="x64" and OS!="win" and OS!="mac"', {
      'targets': [
        {
          'target_name': 'proofpress-mulx',
          'dependencies': ['bridge'],
          'sources': ['<@(prover_sources)'],
          'defines': ['PROOFPRESS_BACKEND_NAME="mulx"'],
          'cflags': ['<@(tuning_flags)', '-mbmi2', '-madx'],
        },
        {
          'target_name': 'proofpress-ifma',
          'dependencies': ['bridge'],
          'sources': ['<@(prover_sources)'],
          'defines': ['PROOFPRESS_BACKEND_NAME="ifma"'],
          'cflags': [
            '-mbmi2',
            '-madx',
            '-mavx512f',
            '-mavx512vl',
            '-mavx512dq',
            '-mavx512bw',
            '-mavx512ifma',
          ],
        },
      ],
    }],
  ],
}
